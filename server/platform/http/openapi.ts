/** `/api/v1/openapi.json`, made from the route table, so that it cannot say anything else than what is served. */
import { z } from 'zod';
import { problem } from '../../contract/common.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Mingchuang 明窗', version },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problem, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'mc_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(route: Route): Json {
  const { need } = route;
  const content = bodyContent(route);
  const forMachines = need.kind === 'permission' && need.permission === 'exchange:report';
  return {
    summary: route.summary,
    tags: [route.tag],
    parameters: [...parameters(route, 'path'), ...parameters(route, 'query')],
    ...(content && { requestBody: { required: true, content } }),
    responses: responses(route),
    ...(need.kind !== 'public' && { security: [forMachines ? { token: [] } : { session: [] }] }),
    ...(need.kind === 'permission' && { 'x-permission': need.permission }),
  };
}

function bodyContent(route: Route): Json | undefined {
  if (route.textBody !== undefined) return { [route.textBody]: { schema: { type: 'string' } } };
  if (route.bytesBody !== undefined)
    return { [route.bytesBody]: { schema: { type: 'string', format: 'binary' } } };
  return route.body && { 'application/json': { schema: jsonSchema(route.body, 'input') } };
}

function parameters(route: Route, where: 'path' | 'query'): Json[] {
  const schema = where === 'path' ? route.params : route.query;
  const described = schema ? jsonSchema(schema, 'input') : {};
  const properties = (described.properties ?? {}) as Record<string, Json>;
  const required = new Set((described.required ?? []) as string[]);
  const names =
    where === 'path'
      ? [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')
      : Object.keys(properties);
  return names.map((name) => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    schema: properties[name] ?? { type: 'string' },
  }));
}

function responses(route: Route): Json {
  const status = String(route.status ?? (route.response || route.raw ? 200 : 204));
  const answer = route.response && {
    content: { 'application/json': { schema: jsonSchema(route.response, 'output') } },
  };
  return {
    [status]: { description: 'Done', ...answer },
    default: {
      description: 'What went wrong, with a stable `code`',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  });
  return rest as Json;
}
