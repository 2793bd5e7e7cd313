import { createHash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import type { OutgoingMessage } from '../../channel.ts';
import type { ReadNotice } from '../notice-reader.ts';

export interface Envelope {
  readonly from: string;
  readonly message: OutgoingMessage;
  readonly photo: Buffer | null;
}

const photoName = 'incident.jpg';
const photoId = 'photo@sentra';

/** The same for every attempt of a message: most mail servers and programs show a mail they know already once. @see RFC 5322, 3.6.4 */
export function messageIdOf(idempotencyKey: string, from: string): string {
  const domain = from.split('@')[1] ?? 'sentra.invalid';
  return `<${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 40)}@${domain}>`;
}

/** A notice as a mail; what follows an alert is a reply to it. */
export function mailOf({ notice, text }: ReadNotice, { from, message, photo }: Envelope): SendMailOptions {
  const lines = text.link === null ? text.lines : [...text.lines, text.link];
  const follows = message.earlierReference;
  return {
    from: { name: 'SENTRA', address: from },
    to: message.recipient,
    subject: follows ? `Re: ${text.title}` : text.title,
    messageId: messageIdOf(message.idempotencyKey, from),
    ...(follows ? { inReplyTo: follows, references: [follows] } : {}),
    text: [text.title, '', ...lines].join('\n'),
    html: htmlOf(text.title, lines, photo !== null),
    attachments: photo
      ? [{ filename: photoName, content: photo, contentType: 'image/jpeg', cid: photoId, contentDisposition: 'inline' }]
      : [],
    priority: notice.kind === 'alert' ? 'high' : 'normal',
    // Out-of-office answers to a station help nobody. @see RFC 3834
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function htmlOf(title: string, lines: readonly string[], withPhoto: boolean): string {
  const paragraphs = lines.map((line) => (/^https?:\/\/\S+$/.test(line) ? linkOf(line) : escaped(line))).map((line) => `<p>${line}</p>`);
  const picture = withPhoto ? `<p><img src="cid:${photoId}" alt="${escaped(title)}" style="max-width:100%"></p>` : '';
  return `<h2>${escaped(title)}</h2>${paragraphs.join('')}${picture}`;
}

const linkOf = (url: string) => `<a href="${escaped(url)}">${escaped(url)}</a>`;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
