import { Buffer } from 'node:buffer'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Content } from 'pdfmake'
import type { PdfInput } from './pdf-worker.ts'

export type { Content }

const FONTS = {
  normal: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
}

const LIMIT_MS = 30_000
const LIMIT_MB = 512

/**
 * A document as PDF with the Chinese font embedded (only the characters in use). `content` is pdfmake's own,
 * without functions, because it travels to a worker.
 */
export async function renderPdf(document: {
  title: string
  content: Content[]
  footer: string
}): Promise<Buffer> {
  const fonts = Object.fromEntries(
    Object.entries(FONTS).map(([weight, name]) => [weight, fileURLToPath(import.meta.resolve(name))]),
  )
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    workerData: { ...document, fonts } satisfies PdfInput,
    resourceLimits: { maxOldGenerationSizeMb: LIMIT_MB },
    execArgv: [],
  })
  const timer = setTimeout(() => void worker.terminate(), LIMIT_MS)
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)))
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`the PDF was not finished (${code})`)))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
