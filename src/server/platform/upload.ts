import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { AppError, invalid } from './errors.ts'

const MB = 1024 * 1024
/** The largest file that is taken in at all; modules may allow less. */
export const UPLOAD_LIMIT_MB = 64

export type Upload = { name: string; stream: Readable }

/** What the parser of forms says about a form that is none, or that ended in the middle of a line. */
const BROKEN_FORM = /boundary not found|unexpected end|terminated early|malformed (part header|content type)/i

/**
 * The one file of a form, as a stream; null when the request brings none. A form that breaks off is the
 * sender's mistake, here and while `read` goes through it.
 */
export async function readUpload<T>(
  request: FastifyRequest,
  read: (upload: Upload) => Promise<T>,
  bytesMax = UPLOAD_LIMIT_MB * MB,
): Promise<T | null> {
  if (!request.isMultipart()) return null
  try {
    const part = await request.file({ limits: { fileSize: bytesMax } })
    if (!part) return null
    const value = await read({ name: part.filename, stream: part.file })
    // The parser stops at the limit without a word: what was read is a piece of a file.
    if (part.file.truncated) throw new AppError('too_large', 413, { limitMb: Math.floor(bytesMax / MB) })
    return value
  } catch (error) {
    if (!(error instanceof AppError) && BROKEN_FORM.test((error as Error).message))
      throw invalid('upload_broken')
    throw error
  }
}
