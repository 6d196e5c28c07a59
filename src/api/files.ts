import { z } from 'zod'
import { can, person } from './alerts.ts'
import { id, instant, route } from './route.ts'

/** Files on any record: whoever may see the record may see its files (C177). */

export const FILE_BYTES_MAX = 20 * 1024 * 1024

/** The kinds of record that carry files, tasks and questions. */
export const RECORD_KINDS = [
  'customer',
  'deal',
  'quote',
  'order',
  'contract',
  'meeting',
  'alert',
  'approval',
  'task',
  'question',
  'write_off',
  'article',
  'delivery_note',
  'activity',
  'statement_answer',
] as const
export const recordKind = z.enum(RECORD_KINDS)
export type RecordKind = z.infer<typeof recordKind>
export const record = { recordKind, recordId: id }

export const fileRow = z.object({
  id,
  name: z.string(),
  bytes: z.int(),
  mime: z.string(),
  sha256: z.string(),
  by: person.nullable(),
  at: instant,
  can,
})
export type FileRow = z.infer<typeof fileRow>

export const uploadFile = route({
  id: 'files.upload',
  method: 'POST',
  path: '/api/files',
  permission: 'file.write',
  summary: 'Keeps a file on a record (multipart part `file`): at most 20 MB, of a kind that is not a program',
  query: z.object(record),
  reply: fileRow,
})

export const listFiles = route({
  id: 'files.list',
  method: 'GET',
  path: '/api/files',
  permission: 'file.read',
  summary: 'The files of a record',
  query: z.object(record),
  reply: z.object({ items: z.array(fileRow) }),
})

export const downloadFile = route({
  id: 'files.download',
  method: 'GET',
  path: '/api/files/:id',
  permission: 'file.read',
  summary: 'The file itself, always as a download',
  params: z.object({ id }),
  reply: z.unknown(),
})

export const removeFile = route({
  id: 'files.remove',
  method: 'DELETE',
  path: '/api/files/:id',
  permission: 'file.write',
  summary: 'Takes a file off its record: its uploader within a day, the boss always; the trace stays',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
