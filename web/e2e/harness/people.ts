import { type APIRequestContext, type APIResponse, expect } from '@playwright/test';
import type { Server } from './server';

const PASSWORD = 'plum-Tree-42';
let count = 0;

export interface MeetingBody {
  title: string;
  start_time: string;
  end_time: string;
  participants?: { email: string; name?: string }[];
  [field: string]: unknown;
}

/** Somebody with an account, who can also speak to the API: for what a test only presupposes. */
export class Person {
  password: string = PASSWORD;
  private token = '';

  private constructor(
    private readonly request: APIRequestContext,
    readonly name: string,
    readonly email: string,
  ) {}

  /** An address that no other test uses. */
  static address(name: string): string {
    count += 1;
    return `${name}.${process.pid}.${count}@example.org`.toLowerCase();
  }

  static async register(
    request: APIRequestContext,
    name: string,
    more: Record<string, unknown> = {},
  ): Promise<Person> {
    const person = new Person(request, name, Person.address(name));
    await person.post('/api/auth/register/', {
      email: person.email,
      password: PASSWORD,
      password2: PASSWORD,
      first_name: name,
      time_zone: 'Europe/Berlin',
      ...more,
    });
    await person.logIn();
    return person;
  }

  /** Somebody who may do everything, as whoever installs the server makes the first one. */
  static async superuser(
    request: APIRequestContext,
    server: Server,
    name: string,
  ): Promise<Person> {
    const person = new Person(request, name, Person.address(name));
    server.command(
      ['createsuperuser', '--email', person.email, '--password-stdin'],
      `${PASSWORD}\n`,
    );
    await person.logIn();
    return person;
  }

  async logIn(): Promise<void> {
    const { email, password } = this;
    const session = await this.post('/api/auth/login/', { email, password });
    this.token = ((await session.json()) as { access: string }).access;
  }

  /** Ends every other session of theirs. */
  async changePassword(to: string): Promise<void> {
    const passwords = { old_password: this.password, new_password: to, new_password2: to };
    await this.post('/api/auth/change-password/', passwords);
    this.password = to;
  }

  /** The new meeting's id. */
  async plan(body: MeetingBody): Promise<string> {
    const made = await this.post('/api/meetings/', body);
    return ((await made.json()) as { id: string }).id;
  }

  async read(meeting: string): Promise<Record<string, unknown>> {
    return (await this.get(`/api/meetings/${meeting}/`)).json();
  }

  /** Somebody gets a role of these permissions, by me who may do everything. */
  async makeStaff(whom: Person, permissions: string[]): Promise<void> {
    const role = { name: `Role of ${whom.email}`, permissions, is_active: true };
    const made = await this.post('/api/admin/roles/', role);
    const { id } = (await made.json()) as { id: string };
    await this.patch(`/api/admin/users/${await whom.id()}/access/`, {
      is_staff: true,
      roles: [id],
    });
  }

  async id(): Promise<string> {
    return ((await (await this.get('/api/auth/me/')).json()) as { id: string }).id;
  }

  get(path: string): Promise<APIResponse> {
    return this.call('GET', path);
  }

  post(path: string, data: unknown): Promise<APIResponse> {
    return this.call('POST', path, data);
  }

  patch(path: string, data: unknown): Promise<APIResponse> {
    return this.call('PATCH', path, data);
  }

  private async call(method: string, path: string, data?: unknown): Promise<APIResponse> {
    const answer = await this.request.fetch(path, {
      method,
      data,
      headers: this.token ? { Authorization: `Bearer ${this.token}` } : {},
    });
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
    return answer;
  }
}
