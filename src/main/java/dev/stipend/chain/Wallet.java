package dev.stipend.chain;

import dev.stipend.job.ProofSigner;
import dev.stipend.treasury.PaymentSigner;

/** Signs everything for one address, wherever its key is. */
public interface Wallet extends PaymentSigner, ProofSigner {}
