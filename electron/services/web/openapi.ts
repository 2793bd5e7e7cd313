import { z } from 'zod';
import { type MethodEntry, methods } from '../../../shared/contract/methods.ts';

const errorResponse = {
  description: 'What went wrong, in words',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: { error: { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' } } } },
      },
    },
  },
};

/** OpenAPI 3.1 document of the whole contract, plus the media routes. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, entry] of Object.entries<MethodEntry>(methods)) {
    const [verb, path] = entry.rest;
    const address = path.replace(/:(\w+)/g, '{$1}');
    paths[address] = { ...paths[address], [verb.toLowerCase()]: operation(name, entry) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'SENTRA station',
      version,
      description: 'The same methods are offered over Socket.IO: `emit("call", method, input, ack)`.',
    },
    paths: { ...paths, ...mediaPaths },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  };
}

function operation(name: string, entry: MethodEntry): Record<string, unknown> {
  const [verb, path] = entry.rest;
  const input = jsonSchema(entry.input, 'input');
  const properties = (input.properties ?? {}) as Record<string, unknown>;
  const required = new Set((input.required ?? []) as string[]);
  const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const rest = Object.keys(properties).filter((key) => !inPath.includes(key));
  const parameter = (place: string) => (key: string) => ({
    name: key,
    in: place,
    required: place === 'path' || required.has(key),
    schema: properties[key],
  });
  const body = {
    type: 'object',
    properties: Object.fromEntries(rest.map((key) => [key, properties[key]])),
    required: rest.filter((key) => required.has(key)),
  };
  return {
    operationId: name,
    summary: entry.summary,
    tags: [name.split('.')[0]],
    ...(entry.access === 'public' ? {} : { security: [{ bearer: [] }], description: `Needs the role ${entry.access} or higher.` }),
    parameters: [...inPath.map(parameter('path')), ...(verb === 'GET' ? rest.map(parameter('query')) : [])],
    ...(verb === 'GET' || rest.length === 0 ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: {
      [name.endsWith('.create') ? '201' : '200']: {
        description: 'Done',
        content: { 'application/json': { schema: jsonSchema(entry.output, 'output') } },
      },
      default: errorResponse,
    },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

const idParameter = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const picture = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: { type: 'string', format: 'binary' } } },
});
const media = (summary: string, tag: string, type: string) => ({
  get: {
    summary,
    tags: [tag],
    security: [{ bearer: [] }],
    parameters: [idParameter],
    responses: { 200: picture(type, summary), default: errorResponse },
  },
});

const mediaPaths = {
  '/api/cameras/{id}/snapshot.jpg': media('Latest picture', 'cameras', 'image/jpeg'),
  '/api/cameras/{id}/live.mjpeg': media('Live pictures', 'cameras', 'multipart/x-mixed-replace'),
  '/api/incidents/{id}/photo.jpg': media('The very frame that raised the incident', 'incidents', 'image/jpeg'),
  '/api/recordings/segments/{id}.mp4': media('A file of recorded video, whole or by byte range', 'recordings', 'video/mp4'),
  '/api/recordings/{id}/video.mp4': {
    get: {
      ...media(
        'Video of a camera from the key frame before a time, as a player needs it; `x-piece` says what it is',
        'recordings',
        'video/mp4',
      ).get,
      parameters: [idParameter, { name: 'atMs', in: 'query', required: true, schema: { type: 'integer' } }],
    },
  },
  '/api/recordings/{id}/preview.jpg': {
    get: {
      ...media('A small picture of the camera near a time', 'recordings', 'image/jpeg').get,
      parameters: [idParameter, { name: 'atMs', in: 'query', required: true, schema: { type: 'integer' } }],
    },
  },
  '/api/cameras/{id}/frame': {
    post: {
      summary: 'A device pushes one JPEG; Bearer token is the device token shown when the camera was added',
      tags: ['cameras'],
      security: [{ bearer: [] }],
      parameters: [idParameter],
      requestBody: { content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } } },
      responses: { 204: { description: 'Taken' }, default: errorResponse },
    },
  },
};
