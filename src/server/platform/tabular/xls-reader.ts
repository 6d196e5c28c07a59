import { Worker } from 'node:worker_threads'
import type { SheetRow } from '../../../core/import/cell.ts'
import type { TabularLimits } from './limits.ts'
import { TabularError } from './tabular-error.ts'
import type { XlsWorkerInput, XlsWorkerMessage } from './xls-worker.ts'

export type XlsSheet = { name: string; rows: number; hidden: boolean }

export async function listXlsSheets(path: string, limits: TabularLimits): Promise<XlsSheet[]> {
  for await (const message of ask({ path, sheet: null, limits })) {
    if (message.kind === 'sheets') return message.sheets
  }
  return []
}

export async function* readXlsSheet(
  path: string,
  sheet: number,
  limits: TabularLimits,
): AsyncGenerator<SheetRow[]> {
  for await (const message of ask({ path, sheet, limits })) {
    if (message.kind === 'rows') yield message.rows
  }
}

/** Runs the worker and hands on its messages; memory and time are limited, and leaving the loop ends it. */
async function* ask(input: XlsWorkerInput): AsyncGenerator<XlsWorkerMessage> {
  const worker = new Worker(new URL('./xls-worker.ts', import.meta.url), {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: input.limits.oldWorkbookMegabytes },
    execArgv: [],
  })
  const queue: XlsWorkerMessage[] = []
  let failure: unknown = null
  let ended = false
  let wake: () => void = () => {}
  const notify = () => wake()
  const stop = (reason: unknown) => {
    failure ??= reason
    ended = true
    notify()
  }
  worker.on('message', (message: XlsWorkerMessage) => {
    queue.push(message)
    if (message.kind === 'done' || message.kind === 'error') ended = true
    notify()
  })
  worker.on('error', (error: Error & { code?: string }) =>
    stop(new TabularError(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too_complex' : 'damaged')),
  )
  worker.on('exit', () => stop(null))
  const timer = setTimeout(() => stop(new TabularError('old_workbook_timeout')), input.limits.oldWorkbookMs)
  try {
    while (true) {
      const message = queue.shift()
      if (message?.kind === 'error') throw new TabularError(message.code, { reason: message.detail })
      if (message?.kind === 'done') return
      if (message) {
        yield message
        continue
      }
      if (failure) throw failure
      if (ended) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
