import { sql } from 'kysely'
import { renderMetrics } from './metrics.ts'
import { openApi } from './openapi.ts'
import type { App } from './serve.ts'

/** Liveness, readiness, figures and the API document: no tenant data, hence without a session. */
export function platformRoutes(app: App, watch: () => object | null): void {
  app.http.get('/livez', async () => ({ ok: true }))
  app.http.get('/readyz', async (_request, response) => {
    try {
      const { rows } = await sql<{ reads: boolean }>`
        select current_setting('transaction_read_only') = 'on' or pg_is_in_recovery() as reads`.execute(
        app.db,
      )
      if (rows[0]!.reads) return response.status(503).send({ ok: false, code: 'database_read_only' })
      // Pages can be served while nobody watches; whoever balances load must not take them away for it.
      return { ok: true, watch: watch() }
    } catch {
      return response.status(503).send({ ok: false, code: 'database_unavailable' })
    }
  })
  app.http.get('/metrics', async (_request, response) =>
    response.type('text/plain; version=0.0.4').send(renderMetrics()),
  )
  app.http.get('/api/openapi.json', async () => openApi(app.routes))
}
