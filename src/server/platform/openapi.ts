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
      parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
      ...(route.method === 'GET'
        ? {}
        : { requestBody: { content: { 'application/json': { schema: schemaOf(route.body, 'input') } } } }),
      responses: {
        200: {
          description: 'OK',
          content: { 'application/json': { schema: schemaOf(route.reply, 'input') } },
        },
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
