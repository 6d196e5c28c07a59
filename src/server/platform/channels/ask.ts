import type { HttpAnswer, WirePort, WireRequest } from './transport.ts'
import { PortError } from './transport.ts'

/**
 * What a service answered: 'retry' may come right by itself; 'settings' is about our account (clock, app id,
 * secret, right), so nothing is tried until somebody has looked; 'refused' is about this one task.
 */
export type Answer<T> =
  | { kind: 'ok'; value: T; text: string }
  | { kind: 'retry' | 'settings' | 'refused'; code: string; message: string; afterMs: number }

/** One request, or why there was no answer. */
export async function ask(
  http: WirePort,
  request: WireRequest,
): Promise<{ kind: 'ok'; value: HttpAnswer; text: string } | Exclude<Answer<never>, { kind: 'ok' }>> {
  try {
    const answer = await http(request)
    const rest = Number(answer.headers['retry-after'] ?? 0) * 1000
    const afterMs = Number.isFinite(rest) ? Math.min(Math.max(rest, 0), 86_400_000) : 0
    if (answer.status >= 500 || answer.status === 429)
      return { kind: 'retry', code: `http_${answer.status}`, message: answer.body.slice(0, 300), afterMs }
    return { kind: 'ok', value: answer, text: answer.body.slice(0, 2_000) }
  } catch (error) {
    if (!(error instanceof PortError)) throw error
    const isOurs = error.code === 'address_refused' || error.code === 'bad_url'
    return { kind: isOurs ? 'settings' : 'retry', code: error.code, message: error.message, afterMs: 0 }
  }
}

export function refusedBy(code: string, message: string): Answer<never> {
  return { kind: 'refused', code, message: message.slice(0, 300), afterMs: 0 }
}
