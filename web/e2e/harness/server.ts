import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';
import { type Mail, parseMail } from './mail';

export type Backend = 'sqlite' | 'postgres';

const CLUSTER = process.env.TEST_POSTGRES_URL ?? '';

/** What can be tested here. Where judges are required, everything has to be. */
export const BACKENDS: Backend[] = ['sqlite', 'postgres'].filter(isThere);

function isThere(backend: string): backend is Backend {
  if (backend === 'sqlite' || CLUSTER !== '') return true;
  if (process.env.REQUIRE_JUDGES === '1') throw new Error('TEST_POSTGRES_URL is not set.');
  return false;
}

/** A process of the real binary with a database and a folder of its own. */
export class Server {
  private readonly folder = mkdtempSync(join(tmpdir(), 'meeting-scheduler-e2e-'));
  private process: ChildProcess | null = null;
  private port = 0;
  private log = '';

  private constructor(
    private readonly database: string | null,
    private readonly settings: Record<string, string>,
  ) {}

  static async start(backend: Backend, settings: Record<string, string> = {}): Promise<Server> {
    const server = new Server(backend === 'postgres' ? createDatabase() : null, settings);
    await server.launch();
    return server;
  }

  /** As people type it, and as links in mails begin. */
  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Without a goodbye, as when the machine goes. */
  async kill(): Promise<void> {
    const { process } = this;
    this.process = null;
    if (process === null) return;
    const gone = once(process, 'exit');
    process.kill('SIGKILL');
    await gone;
  }

  /** Keeps its connections and answers nothing. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** On what the last process left, at the same address. */
  async launch(): Promise<void> {
    const child = spawn(binary(), ['serve'], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.environment,
    });
    this.process = child;
    child.stderr.on('data', (data) => {
      this.log += data;
    });
    this.port = await new Promise<number>((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        this.log += `${line}\n`;
        const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
      child.on('exit', () => reject(new Error(`The server ended:\n${this.log}`)));
    });
  }

  /** A command of the program on the database of this server, which goes on meanwhile. */
  command(args: string[], input = ''): void {
    execFileSync(binary(), args, { cwd: this.folder, input, env: this.environment, stdio: 'pipe' });
  }

  private get environment(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      DATA_DIR: this.folder,
      PORT: String(this.port),
      ...(this.database && { DATABASE_URL: databaseUrl(this.database) }),
      BCRYPT_COST: '4',
      RATE_LIMIT: 'off',
      EMAIL_BACKEND: 'file',
      MAIL_HOLD_SECONDS: '0',
      ...this.settings,
    };
  }

  /** What was sent so far, oldest first. */
  mails(): Mail[] {
    const folder = join(this.folder, 'mail');
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith('.eml'))
      .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
      .map((name) => parseMail(readFileSync(join(folder, name), 'utf8')));
  }

  /** The newest link of that kind that a mail took to this person, as an address of this server. */
  async linkMailedTo(address: string, path: string): Promise<string> {
    const find = () =>
      this.mails()
        .filter(({ to }) => to.includes(address))
        .map(({ text }) => new RegExp(`${this.url}(${path}\\S+)`).exec(text)?.[1])
        .findLast((link) => link !== undefined);
    await expect.poll(find, `a mail to ${address} with ${path}`).toBeDefined();
    return find() ?? '';
  }

  async end(): Promise<void> {
    await this.kill();
    if (this.database !== null) psql(`drop database "${this.database}" with (force)`);
    rmSync(this.folder, { recursive: true, force: true });
    if (this.log.includes('panicked at')) throw new Error(`The server panicked:\n${this.log}`);
  }
}

function binary(): string {
  const { MEETING_SCHEDULER_BIN: path } = process.env;
  if (!path || !existsSync(path)) throw new Error('MEETING_SCHEDULER_BIN names no program.');
  return path;
}

function createDatabase(): string {
  const name = `e2e_${process.pid}_${Date.now()}`;
  psql(`create database "${name}"`);
  return name;
}

function databaseUrl(name: string): string {
  const url = new URL(CLUSTER);
  url.pathname = name;
  return url.href;
}

function psql(sql: string): void {
  execFileSync('psql', ['--quiet', '--no-psqlrc', CLUSTER, '--command', sql]);
}
