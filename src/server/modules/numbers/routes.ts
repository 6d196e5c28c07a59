import * as api from '../../../api/document-numbers.ts'
import { type App, serve } from '../../platform/serve.ts'
import { savePatterns } from './number-rules.ts'
import { readNumbers } from './read-numbers.ts'

export function numbersRoutes(app: App): void {
  serve(app, api.numberGaps, (ctx) => readNumbers(ctx))
  serve(app, api.saveNumberRules, async (ctx, { body }) => {
    await savePatterns(ctx, body)
    return { ok: true as const }
  })
}
