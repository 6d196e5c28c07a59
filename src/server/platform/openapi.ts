import { z } from 'zod'
import type { Route } from '../../api/route.ts'

/** OpenAPI 3.1 from the very constants the routes are served from, so it cannot say anything else. */
export function openApi(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = {
      operationId: route.id,
      summary: route.summary,
      'x-permission': route.permission,
      security: route.permission === 'public' ? [] : [{ session: [] }],
      parameters: [
        ...parametersOf(route.params, 'path'),
        ...parametersOf(route.query, 'query'),
        ...headersOf(route),
      ],
      ...(route.method === 'GET' ? {} : { requestBody: { content: bodyOf(route) } }),
      responses: {
        200: { description: 'OK', content: replyOf(route) },
        default: {
          description: 'Refusal',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: {
                  code: { type: 'string' },
                  message: { type: 'string' },
                  detail: { type: 'object' },
                },
              },
            },
          },
        },
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Bellwether 风向标', version: '0.1.0' },
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'bw_session' } } },
    paths,
  }
}

/** What the reply's shape does not describe is no JSON: a file, or events without an end. */
function replyOf({ reply }: Route): Record<string, unknown> {
  if (reply instanceof z.ZodNever) return { 'text/event-stream': { schema: { type: 'string' } } }
  if (reply instanceof z.ZodUnknown) return { '*/*': {} }
  return { 'application/json': { schema: schemaOf(reply, 'input') } }
}

function bodyOf({ takesFile, body }: Route): Record<string, unknown> {
  if (!takesFile) return { 'application/json': { schema: schemaOf(body, 'input') } }
  const file = { type: 'string', contentMediaType: 'application/octet-stream' }
  const schema = { type: 'object', properties: { file }, required: ['file'] }
  return { 'multipart/form-data': { schema } }
}

/** What `serve` understands of every write of somebody signed in. */
function headersOf({ method, permission, isVersioned }: Route): unknown[] {
  if (method === 'GET' || permission === 'public') return []
  const ifMatch = {
    name: 'If-Match',
    in: 'header',
    required: isVersioned === true,
    description:
      'The version seen, or * for whatever is there; 412 stale_version and nothing written when the record has moved on, 428 version_required without it',
    schema: { type: 'string', pattern: '^("?\\d+"?|\\*)$' },
  }
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'The same key and body again gives the first reply and does nothing; another body is 422',
    schema: { type: 'string', pattern: '^[\\w-]{8,100}$' },
  }
  return method === 'POST' ? [ifMatch, key] : [ifMatch]
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' })
}

function parametersOf(schema: z.ZodType, where: 'path' | 'query'): unknown[] {
  const json = schemaOf(schema, 'input') as { properties?: Record<string, unknown>; required?: string[] }
  return Object.entries(json.properties ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || (json.required ?? []).includes(name),
    schema: property,
  }))
}
