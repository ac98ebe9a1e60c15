// A seller with StableStudio's paths made of the reference implementation of x402, with its own
// facilitator, settling on a chain of its own. Tells where it is in one line of JSON, and ends with its
// input, so that it never outlives the test that started it.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { x402Facilitator } from '@x402/core/facilitator';
import {
  decodePaymentSignatureHeader,
  encodePaymentRequiredHeader,
  encodePaymentResponseHeader,
} from '@x402/core/http';
import { HTTPFacilitatorClient, x402ResourceServer } from '@x402/core/server';
import { toFacilitatorEvmSigner } from '@x402/evm';
import { registerExactEvmScheme as registerFacilitator } from '@x402/evm/exact/facilitator';
import { registerExactEvmScheme as registerServer } from '@x402/evm/exact/server';
import {
  declarePaymentIdentifierExtension,
  extractPaymentIdentifier,
  PAYMENT_IDENTIFIER,
  validatePaymentIdentifierRequirement,
} from '@x402/extensions/payment-identifier';
import {
  buildSIWxSchema,
  parseSIWxHeader,
  SIGN_IN_WITH_X,
  validateSIWxMessage,
  verifySIWxSignature,
} from '@x402/extensions/sign-in-with-x';
import { createWalletClient, http, publicActions } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { base } from 'viem/chains';

const NETWORK = 'eip155:8453';
const TOKEN = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913';
const MULTICALL = '0xcA11bde05977b3631167028862bE2a173976CA11';
const PAYEE = '0x1000000000000000000000000000000000000402';
/** The first of the accounts that every development chain funds; it pays the gas. */
const GAS_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

const EXTENSIONS = { [PAYMENT_IDENTIFIER]: declarePaymentIdentifierExtension(true) };

const state = { next: '', lastPayment: '', lastIdentifier: '', proofs: 0, jobs: [] };

const chain = await startChain();
const account = privateKeyToAccount(GAS_KEY);
const client = createWalletClient({ account, chain: base, transport: http(chain.url) }).extend(publicActions);
await putCode();

const facilitator = new x402Facilitator();
registerFacilitator(facilitator, {
  networks: NETWORK,
  signer: toFacilitatorEvmSigner({
    address: account.address,
    getCode: (args) => client.getCode(args),
    readContract: (args) => client.readContract({ ...args, args: args.args ?? [] }),
    verifyTypedData: (args) => client.verifyTypedData(args),
    writeContract: (args) => client.writeContract({ ...args, args: args.args ?? [] }),
    sendTransaction: (args) => client.sendTransaction(args),
    waitForTransactionReceipt: (args) => client.waitForTransactionReceipt({ ...args, pollingInterval: 50 }),
  }),
});

const server = createServer((request, response) => {
  handle(request, response).catch((error) => {
    console.error(error);
    answer(response, 500, { error: 'see the log' });
  });
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const origin = `http://127.0.0.1:${server.address().port}`;
const resources = new x402ResourceServer(new HTTPFacilitatorClient({ url: `${origin}/facilitator` }));
registerServer(resources, { networks: [NETWORK] });
await resources.initialize();
console.log(JSON.stringify({ origin, chain: chain.url, payee: PAYEE.toLowerCase(), sender: account.address }));

process.stdin.on('end', end).on('error', end).resume();

function end() {
  chain.process.kill('SIGKILL');
  process.exit(0);
}

async function startChain() {
  const own = new URL('node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil', import.meta.url).pathname;
  const anvil = spawn(
    existsSync(own) ? own : 'anvil',
    // With epochs of one slot, the block before the newest is safe and the one before that final.
    ['--host', '127.0.0.1', '--port', '0', '--chain-id', '8453', '--slots-in-an-epoch', '1', '--accounts', '1'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  anvil.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
  anvil.on('exit', () => process.exit(1));
  return new Promise((found) => {
    createInterface({ input: anvil.stdout }).on('line', (line) => {
      const address = /^Listening on (\S+)/.exec(line);
      if (address) {
        found({ process: anvil, url: `http://${address[1]}` });
      }
    });
  });
}

async function putCode() {
  const code = JSON.parse(readFileSync(new URL('contracts.json', import.meta.url), 'utf8'));
  await client.request({ method: 'anvil_setCode', params: [TOKEN, code.token] });
  await client.request({ method: 'anvil_setCode', params: [MULTICALL, code.multicall] });
}

async function handle(request, response) {
  const body = await read(request);
  const path = request.url.split('?')[0];
  if (path === '/control') {
    control(request, response, body);
  } else if (path.startsWith('/facilitator/')) {
    await facilitate(path.slice('/facilitator/'.length), response, body);
  } else if (path === '/picture.png') {
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': PICTURE.length }).end(PICTURE);
  } else if (path === '/api/jobs') {
    await tellJobs(request, response, (own) => ({ jobs: own }));
  } else if (path.startsWith('/api/jobs/')) {
    const id = path.slice('/api/jobs/'.length);
    await tellJobs(request, response, (own) => own.find((job) => job.id === id));
  } else if (request.method === 'POST' && path === '/api/generate/nano-banana-pro/generate') {
    await sell(request, response, path, body);
  } else {
    answer(response, 404, { success: false, code: 'route_not_found' });
  }
}

function control(request, response, body) {
  if (request.method === 'POST') {
    state.next = body.next;
  }
  const { jobs, ...told } = state;
  answer(response, 200, told);
}

async function facilitate(what, response, body) {
  if (what === 'supported') {
    answer(response, 200, facilitator.getSupported());
  } else if (what === 'verify') {
    answer(response, 200, await facilitator.verify(body.paymentPayload, body.paymentRequirements));
  } else if (what === 'settle') {
    answer(response, 200, await facilitator.settle(body.paymentPayload, body.paymentRequirements));
  } else {
    answer(response, 404, {});
  }
}

async function tellJobs(request, response, choose) {
  const wallet = await provenWallet(request);
  if (!wallet) {
    challenge(request, response);
    return;
  }
  state.proofs += 1;
  const found = choose(state.jobs.filter((job) => job.payer.toLowerCase() === wallet.toLowerCase()));
  answer(response, found ? 200 : 404, found ?? { error: 'not found' });
}

async function provenWallet(request) {
  const header = request.headers[SIGN_IN_WITH_X];
  if (!header) {
    return undefined;
  }
  const proof = parseSIWxHeader(header);
  const message = await validateSIWxMessage(proof, new URL(origin));
  const signature = message.isValid ? await verifySIWxSignature(proof) : message;
  return signature.isValid ? signature.payer : undefined;
}

/** The reference implementation wants the port in the domain, which a proof made without asking lacks. */
function challenge(request, response) {
  const info = {
    domain: new URL(origin).host,
    uri: origin + request.url,
    version: '1',
    nonce: randomBytes(16).toString('hex'),
    issuedAt: new Date().toISOString(),
    expirationTime: new Date(Date.now() + 300_000).toISOString(),
    statement: 'Sign in to verify your wallet identity',
  };
  const required = {
    x402Version: 2,
    error: 'SIWX authentication required',
    resource: { url: info.uri, description: 'Get job', mimeType: 'application/json' },
    accepts: [],
    extensions: {
      [SIGN_IN_WITH_X]: { info, supportedChains: [{ chainId: NETWORK, type: 'eip191' }], schema: buildSIWxSchema() },
    },
  };
  response.setHeader('PAYMENT-REQUIRED', encodePaymentRequiredHeader(required));
  answer(response, 402, required);
}

async function sell(request, response, path, body) {
  const requirements = await resources.buildPaymentRequirements({
    scheme: 'exact',
    network: NETWORK,
    payTo: PAYEE,
    price: body.imageSize === '4K' ? '$0.24' : '$0.134',
    maxTimeoutSeconds: 300,
  });
  const resource = { url: origin + path, description: 'Nano Banana Pro', mimeType: 'application/json' };
  const header = request.headers['payment-signature'];
  if (!header) {
    await demand(response, requirements, resource);
    return;
  }
  state.lastPayment = header;
  const payment = decodePaymentSignatureHeader(header);
  const named = validatePaymentIdentifierRequirement(payment, true);
  if (!named.valid) {
    answer(response, 400, { success: false, error: named.errors.join('; ') });
    return;
  }
  state.lastIdentifier = extractPaymentIdentifier(payment);
  const match = resources.findMatchingRequirements(requirements, payment);
  if (!match) {
    await demand(response, requirements, resource, 'requirements_mismatch');
    return;
  }
  const verified = await resources.verifyPayment(payment, match, EXTENSIONS);
  if (!verified.isValid) {
    await demand(response, requirements, resource, verified.invalidReason);
    return;
  }
  await deliver(response, body, payment, match);
}

async function demand(response, requirements, resource, reason) {
  const required = await resources.createPaymentRequiredResponse(
    requirements,
    resource,
    reason ?? 'Payment required',
    EXTENSIONS,
  );
  response.setHeader('PAYMENT-REQUIRED', encodePaymentRequiredHeader(required));
  answer(response, 402, reason ? { error: 'Payment rejected', reason } : {});
}

async function deliver(response, input, payment, requirements) {
  const behaviour = state.next;
  state.next = '';
  const job = {
    payer: payment.payload.authorization.from,
    id: `job${state.jobs.length}x${Date.now()}`,
    status: 'complete',
    type: 'nano-banana-pro-generate',
    createdAt: new Date().toISOString(),
    input,
    result: { imageUrl: `${origin}/picture.png` },
  };
  state.jobs.unshift(job);
  if (behaviour === 'drop') {
    response.destroy();
    return;
  }
  const settled = await resources.settlePayment(payment, requirements);
  if (behaviour === 'settle-then-drop') {
    response.destroy();
    return;
  }
  if (!settled.success) {
    answer(response, 500, { success: false, error: 'Settlement failed' });
    return;
  }
  response.setHeader('PAYMENT-RESPONSE', encodePaymentResponseHeader(settled));
  answer(response, 200, { success: true, jobId: job.id, status: 'pending', type: job.type });
}

async function read(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body, (key, value) => (typeof value === 'bigint' ? value.toString() : value)));
}
