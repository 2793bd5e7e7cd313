import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { z } from 'zod';

/** What goes wrong with one call: an answer of Telegram's, none at all, or one that is lost after Telegram did its work. */
export type Fault =
  | { readonly code: number; readonly description?: string; readonly parameters?: Record<string, unknown> }
  | 'hang'
  | 'drop'
  | 'lost_answer';

/** A message as a chat shows it now. */
export interface ShownMessage {
  readonly messageId: number;
  readonly chatId: string;
  readonly text: string;
  /** Callback data of its buttons. */
  readonly buttons: readonly string[];
  readonly photo: Uint8Array | null;
  readonly video: Uint8Array | null;
  readonly place: { readonly latitude: number; readonly longitude: number } | null;
  readonly answersTo: number | null;
}

type Fields = Record<string, string>;
interface Media {
  photo?: Uint8Array;
  video?: Uint8Array;
}

const keyboardSchema = z.object({ inline_keyboard: z.array(z.array(z.object({ callback_data: z.string().optional() }))) });
const answerSchema = z.object({ ok: z.boolean(), result: z.unknown() });

/**
 * The Bot API over real HTTP: telegram-test-api keeps chats, updates and messages; in front of it stands what it does not know
 * (photos, places, captions, held polls, confirmed offsets, webhooks with a secret) and what goes wrong in the world.
 */
export class TestTelegram {
  readonly token = '12345:test-token-that-must-not-leak';
  /** Everything that was asked, in order. */
  readonly calls: { readonly method: string; readonly fields: Fields }[] = [];
  webhook: { readonly url: string; readonly secret: string } | null = null;
  /** Gives every update this often. */
  copies = 1;
  #emulator!: TelegramServer;
  readonly #front = createServer((request, response) => void this.#serve(request, response).catch(() => response.destroy()));
  readonly #faults = new Map<string, Fault[]>();
  readonly #media = new Map<string, Media>();
  readonly #places = new Map<string, Fields>();
  #waiting: Record<string, unknown>[] = [];
  #wake = Promise.withResolvers<void>();
  #stopped = false;

  static async start(): Promise<TestTelegram> {
    const server = new TestTelegram();
    server.#emulator = new TelegramServer({ port: await freePort(), host: '127.0.0.1', storeTimeout: 3600 });
    await server.#emulator.start();
    server.#front.listen(0, '127.0.0.1');
    await once(server.#front, 'listening');
    return server;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.#front.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake.resolve();
    this.#front.closeAllConnections();
    this.#front.close();
    await this.#emulator.stop();
  }

  /** The next calls of `method` go wrong like this, one after the other. */
  fail(method: string, ...faults: Fault[]): void {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), ...faults]);
  }

  called(method: string): Fields[] {
    return this.calls.filter((call) => call.method === method).map(({ fields }) => fields);
  }

  /** What a chat shows, oldest first. */
  chat(chatId: string): ShownMessage[] {
    return this.#emulator.storage.botMessages
      .filter(({ message }) => String(message.chat_id) === chatId)
      .map((stored) => this.#shown(stored));
  }

  /** Somebody writes to the bot. */
  async write(chatId: string, text: string, from: { id: number; name: string } = { id: Number(chatId), name: 'Somebody' }): Promise<void> {
    const client = this.#clientOf(chatId, from);
    await client.sendMessage(client.makeMessage(text));
    await this.#arrived();
  }

  /** Somebody taps a button under a message. */
  async tap(
    chatId: string,
    messageId: number,
    data: string,
    from: { id: number; name: string } = { id: Number(chatId), name: 'Somebody' },
  ): Promise<void> {
    const client = this.#clientOf(chatId, from);
    await client.sendCallback(client.makeCallbackQuery(data, { message: { message_id: messageId } }) as never);
    await this.#arrived();
  }

  #clientOf(chatId: string, { id, name }: { id: number; name: string }) {
    const type = chatId.startsWith('-') ? 'group' : 'private';
    return this.#emulator.getClient(this.token, { chatId: Number(chatId), userId: id, firstName: name, type });
  }

  async #arrived(): Promise<void> {
    const updates = this.#emulator.getUpdates(this.token).flatMap((update) => Array.from({ length: this.copies }, () => ({ ...update })));
    if (!this.webhook) {
      this.#waiting.push(...updates);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
      return;
    }
    const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': this.webhook.secret };
    for (const update of updates) await fetch(this.webhook.url, { method: 'POST', headers, body: JSON.stringify(update) });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = /^\/bot[^/]+\/([A-Za-z]+)$/.exec(request.url ?? '')?.[1] ?? '';
    const { fields, media } = await readForm(request);
    this.calls.push({ method, fields });
    const fault = this.#faults.get(method)?.shift();
    if (fault === 'hang') return;
    if (fault === 'drop') return void response.destroy();
    if (typeof fault === 'object') return refuse(response, fault);
    const answer = await this.#answer(method, fields, media, request.url ?? '', response);
    if (fault === 'lost_answer') return void response.destroy();
    if ('refusal' in answer) return refuse(response, answer.refusal);
    send(response, 200, { ok: true, result: answer.result });
  }

  async #answer(
    method: string,
    fields: Fields,
    media: Media,
    path: string,
    response: ServerResponse,
  ): Promise<{ result: unknown } | { refusal: Exclude<Fault, string> }> {
    switch (method) {
      case 'getUpdates':
        return { result: await this.#poll(fields, response) };
      case 'sendPhoto':
      case 'sendVideo':
        return this.#send(path.replace(method, 'sendMessage'), { ...fields, text: fields.caption ?? '' }, media);
      case 'sendVenue':
        return this.#send(path.replace(method, 'sendMessage'), { ...fields, text: fields.title ?? '' }, {});
      case 'sendMessage':
        return this.#send(path, fields, {});
      case 'editMessageCaption':
      case 'editMessageText':
        return this.#edit(path.replace('editMessageCaption', 'editMessageText'), { ...fields, text: fields.caption ?? fields.text ?? '' });
      case 'setWebhook':
        this.webhook = { url: fields.url ?? '', secret: fields.secret_token ?? '' };
        return { result: true };
      case 'deleteWebhook':
        this.webhook = null;
        return { result: true };
      case 'getWebhookInfo':
        return { result: { url: this.webhook?.url ?? '', has_custom_certificate: false, pending_update_count: 0 } };
      default:
        return { result: await this.#forward(path, fields) };
    }
  }

  async #send(path: string, fields: Fields, media: Media): Promise<{ result: unknown }> {
    const result = await this.#forward(path, fields);
    const key = `${fields.chat_id} ${z.object({ message_id: z.number() }).parse(result).message_id}`;
    this.#media.set(key, media);
    if (fields.latitude) this.#places.set(key, fields);
    return { result };
  }

  async #edit(path: string, fields: Fields): Promise<{ result: unknown } | { refusal: Exclude<Fault, string> }> {
    const shown = this.#emulator.storage.botMessages.find(
      ({ messageId, message }) => String(messageId) === fields.message_id && String(message.chat_id) === fields.chat_id,
    );
    if (!shown) return { refusal: { code: 400, description: 'Bad Request: message to edit not found' } };
    const same = shown.message.text === fields.text && JSON.stringify(shown.message.reply_markup) === fields.reply_markup;
    if (same) return { refusal: { code: 400, description: 'Bad Request: message is not modified' } };
    return { result: await this.#forward(path, fields) };
  }

  async #forward(path: string, fields: Fields): Promise<unknown> {
    const reply = await fetch(`${this.#emulator.config.apiURL}${path}`, { method: 'POST', body: new URLSearchParams(fields) });
    return answerSchema.parse(await reply.json()).result;
  }

  /** Held until something comes; what `offset` confirms is forgotten. */
  async #poll(fields: Fields, response: ServerResponse): Promise<unknown[]> {
    const offset = Number(fields.offset ?? 0);
    const untilMs = performance.now() + Number(fields.timeout ?? 0) * 1000;
    this.#waiting = this.#waiting.filter((update) => Number(update.update_id) >= offset);
    while (this.#waiting.length === 0 && performance.now() < untilMs && !response.destroyed && !this.#stopped) {
      const timer = Promise.withResolvers<void>();
      const timeout = setTimeout(timer.resolve, Math.max(1, untilMs - performance.now()));
      await Promise.race([this.#wake.promise, timer.promise, once(response, 'close')]);
      clearTimeout(timeout);
    }
    return [...this.#waiting];
  }

  #shown({ messageId, message }: { messageId: number; message: { chat_id: unknown; text: string } & object }): ShownMessage {
    const key = `${String(message.chat_id)} ${messageId}`;
    const { reply_markup, reply_parameters } = z
      .looseObject({ reply_markup: z.unknown().optional(), reply_parameters: z.string().optional() })
      .parse(message);
    const rows = keyboardSchema.safeParse(reply_markup).data?.inline_keyboard ?? [];
    const place = this.#places.get(key);
    return {
      messageId,
      chatId: String(message.chat_id),
      text: message.text,
      buttons: rows.flat().map(({ callback_data }) => callback_data ?? ''),
      photo: this.#media.get(key)?.photo ?? null,
      video: this.#media.get(key)?.video ?? null,
      place: place ? { latitude: Number(place.latitude), longitude: Number(place.longitude) } : null,
      answersTo: reply_parameters ? z.object({ message_id: z.number() }).parse(JSON.parse(reply_parameters)).message_id : null,
    };
  }
}

async function readForm(request: IncomingMessage): Promise<{ fields: Fields; media: Media }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = { 'content-type': request.headers['content-type'] ?? 'application/x-www-form-urlencoded' };
  const form = await new Response(Buffer.concat(chunks), { headers }).formData();
  const fields: Fields = {};
  const media: Media = {};
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') fields[name] = value;
    else if (name === 'photo' || name === 'video') media[name] = new Uint8Array(await value.arrayBuffer());
  }
  return { fields, media };
}

function refuse(response: ServerResponse, { code, description = 'refused', parameters }: Exclude<Fault, string>): void {
  send(response, code, { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  socket.close();
  await once(socket, 'close');
  return port;
}
