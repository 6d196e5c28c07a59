import { sql } from 'kysely'
import { renderMetrics } from './metrics.ts'
import { openApi } from './openapi.ts'
import type { App } from './serve.ts'

/** Liveness, readiness, figures and the API document: no tenant data, hence without a session. */
export function platformRoutes(app: App): void {
  app.http.get('/livez', async () => ({ ok: true }))
  app.http.get('/readyz', async (_request, response) => {
    try {
      await sql`select 1`.execute(app.db)
      return { ok: true }
    } catch {
      return response.status(503).send({ ok: false, code: 'database_unavailable' })
    }
  })
  app.http.get('/metrics', async (_request, response) =>
    response.type('text/plain; version=0.0.4').send(renderMetrics()),
  )
  app.http.get('/api/openapi.json', async () => openApi(app.routes))
}
