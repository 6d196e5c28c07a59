import type { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** A file as the answer to a request: it leaves when what was written down about it stands, not before. */
export type FileOut = {
  file: { name: string; mime: string; body: Buffer | string | Readable; headers?: Record<string, string> }
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const MIMES = {
  pdf: 'application/pdf',
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  zip: 'application/zip',
} as const

/** A file whose name ends with what it is. */
export function fileOut(name: `${string}.${keyof typeof MIMES}`, body: FileOut['file']['body']): FileOut {
  const ending = name.slice(name.lastIndexOf('.') + 1) as keyof typeof MIMES
  return { file: { name, mime: MIMES[ending], body } }
}

export function sendFile(response: FastifyReply, { file }: FileOut): FastifyReply {
  return response
    .headers(file.headers ?? {})
    .header('content-type', file.mime)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .send(file.body)
}
