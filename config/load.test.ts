import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ConfigError, loadConfig } from './load.ts';
import { environmentNames } from './schema.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderWith(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'mc-config-'));
  folders.push(root);
  mkdirSync(join(root, 'config'));
  writeFileSync(join(root, 'package.json'), '{}');
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, 'config', name), content);
  return root;
}

test('the shipped file is valid and says nothing but the defaults', () => {
  const { root: _, ...shipped } = loadConfig({ environment: {}, args: [] });
  const { root, ...bare } = loadConfig({
    environment: {},
    args: [],
    root: folderWith({ 'default.yaml': '' }),
  });
  expect({ ...shipped, dataDir: '' }).toEqual({ ...bare, dataDir: '' });
  expect(bare).toMatchObject({ port: 8080, host: '0.0.0.0', webrtcPort: 8189, dataDir: join(root, 'data') });
});

test('the shipped file words every key and its variable', () => {
  const shipped = readFileSync(join(import.meta.dirname, 'default.yaml'), 'utf8');
  for (const [key, variable] of Object.entries(environmentNames)) {
    expect(shipped).toMatch(new RegExp(`^(# )?${key}: `, 'm'));
    expect(shipped).toContain(variable);
  }
});

test('local.yaml wins over default.yaml, the environment over both, an empty variable over none', () => {
  const root = folderWith({ 'default.yaml': 'port: 1\nhost: a', 'local.yaml': 'port: 2\nlogLevel: warn' });
  const config = loadConfig({ root, args: ['--demo'], environment: { MC_HOST: 'b', MC_LOG_LEVEL: ' ' } });
  expect(config).toMatchObject({ port: 2, host: 'b', logLevel: 'warn', demo: true });
  expect(config.dataDir).toBe(join(root, 'data'));
});

test('every fault is named at once, by variable, without the value', () => {
  const root = folderWith({ 'default.yaml': 'prot: 80', 'local.yaml': ': [' });
  const environment = {
    MC_PORT: 'eighty',
    MC_ADMIN_PASSWORD: 'short',
    MC_ROLES: 'web,cook',
    MC_TLS_CERT: 'x',
  };
  const fault = (() => {
    try {
      loadConfig({ root, environment, args: ['--dmeo'] });
    } catch (error) {
      return error;
    }
  })();
  expect(fault).toBeInstanceOf(ConfigError);
  const { message } = fault as ConfigError;
  for (const part of ['prot', 'local.yaml', 'MC_PORT', 'MC_ADMIN_PASSWORD', 'MC_ROLES', 'tlsKey', '--dmeo'])
    expect(message).toContain(part);
  expect(message).not.toContain('short');
});

test('tlsCert "self" wants no key and is no path; a certificate file is one, and wants its key', () => {
  const root = folderWith({ 'default.yaml': 'tlsCert: self' });
  expect(loadConfig({ root, args: [], environment: {} }).tlsCert).toBe('self');
  const keyless = { root: folderWith({ 'default.yaml': 'tlsCert: cert.pem' }), args: [], environment: {} };
  expect(() => loadConfig(keyless)).toThrow('tlsKey');
  const both = folderWith({ 'default.yaml': 'tlsCert: cert.pem\ntlsKey: key.pem' });
  expect(loadConfig({ root: both, args: [], environment: {} }).tlsCert).toBe(join(both, 'cert.pem'));
  const needless = { root, args: [], environment: { MC_TLS_KEY: 'key.pem' } };
  expect(() => loadConfig(needless)).toThrow('no key beside');
});
