// Compiles the contracts into contracts.json, whose code is put on the chain: npm ci && npm run compile
// ContractsTest names another file, to see whether contracts.json is what the sources compile to.
import { readFileSync, writeFileSync } from 'node:fs';
import solc from 'solc';

const here = new URL('.', import.meta.url);
const to = process.argv[2] ?? 'contracts.json';
const contracts = { compiler: solc.version() };
for (const name of ['Token', 'Multicall']) {
  contracts[name.toLowerCase()] = `0x${compile(name)}`;
}
writeFileSync(new URL(to, here), `${JSON.stringify(contracts, null, 2)}\n`);

function compile(name) {
  const file = `${name}.sol`;
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: readFileSync(new URL(file, here), 'utf8') } },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: 'paris',
      metadata: { bytecodeHash: 'none' },
      outputSelection: { '*': { [name]: ['evm.deployedBytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) {
    throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
  }
  return output.contracts[file][name].evm.deployedBytecode.object;
}
