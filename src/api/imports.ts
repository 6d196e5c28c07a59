import { z } from 'zod'
import {
  AMOUNT_UNITS,
  DATE_ORDERS,
  FILE_ENCODINGS,
  IMPORT_TARGETS,
  type Mapping,
  SAME_NUMBER,
  STAGE_KEYS,
} from '../core/import/mapping.ts'
import { fen, id, instant, route } from './route.ts'

/** Import of spreadsheets (C211): upload → analysis → preview → run → error file → undo. */

export const importTarget = z.enum(IMPORT_TARGETS)

const text = z.string().max(500)
const header = z.string().min(1).max(500)
export const columnRef = z.union([header, z.object({ header, format: z.enum(DATE_ORDERS).optional() })])
const columnPair = z.object({ on: columnRef.optional(), amount: columnRef, label: text.optional() })

/** The shape of a `MAPPING.json`, of a saved mapping and of what the page edits. */
export const importMapping = z.strictObject({
  target: importTarget,
  name: text.optional(),
  note: z.string().max(4000).optional(),
  sheet: text.optional(),
  headerRow: z.int().min(1).max(1000).optional(),
  headerRows: z.union([z.literal(1), z.literal(2)]).optional(),
  encoding: z.enum(FILE_ENCODINGS).optional(),
  delimiter: z.string().length(1).optional(),
  columns: z.record(z.string(), columnRef),
  joins: z.record(z.string(), z.array(header).max(5)).optional(),
  payments: z.array(columnPair).max(60).optional(),
  instalments: z.array(columnPair).max(60).optional(),
  dateFormat: z.enum(DATE_ORDERS).optional(),
  amountUnit: z.enum(AMOUNT_UNITS).optional(),
  defaults: z.record(z.string(), text).optional(),
  blanks: z.array(text).max(50).optional(),
  stageMap: z.record(z.string(), z.enum(STAGE_KEYS)).optional(),
  values: z.record(z.string(), z.record(z.string(), text)).optional(),
  remarkPayments: z.enum(['ask', 'take', 'ignore']).optional(),
  phoneNames: z.enum(['take', 'ignore']).optional(),
  overpaid: z.enum(['advance', 'refuse']).optional(),
  sameNumber: z.enum(SAME_NUMBER).optional(),
  existing: z.enum(['update', 'skip']).optional(),
  knowledge: z
    .strictObject({
      history: z.enum(['first-load', 'always', 'never']),
      delayDays: z.int().min(0).max(3650),
    })
    .optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  unknownPeopleTo: text.optional(),
})

/** Checks a mapping that came from outside; the parsed value is core's `Mapping`. */
export function parseMapping(input: unknown): Mapping {
  return importMapping.parse(input) as Mapping
}

/**
 * Something only the user can decide. `code` chooses the sentence (text/import.ts), `options` are the
 * answers,
 * `field`/`column` say where the answer goes in the mapping.
 */
export const importQuestion = z.object({
  code: z.enum([
    'encoding',
    'sheet',
    'target',
    'date_order',
    'amount_unit',
    'required_missing',
    'stage_map',
    'term_words',
    'paid_date',
    'rate_per',
    'remark_payments',
    'phone_names',
    'overpaid',
    'same_number',
  ]),
  /** The import cannot start before it is answered. */
  blocking: z.boolean(),
  field: z.string().optional(),
  column: z.string().optional(),
  options: z.array(z.string()).optional(),
  /** What an option is likely to mean (a term in words → days); it counts once a person has said so. */
  proposals: z.record(z.string(), z.string()).optional(),
  /**
   * Cells as written, each with what it would mean under each answer ("3/5/2024" → mdy 2024-03-05, dmy
   * 2024-05-03).
   */
  examples: z
    .array(
      z.object({ row: z.int(), text: z.string(), readings: z.record(z.string(), z.string()).optional() }),
    )
    .optional(),
})
export type ImportQuestion = z.infer<typeof importQuestion>

export const importColumn = z.object({
  /** Unique within the sheet: a repeated header gets " (2)". */
  header: z.string(),
  /** The target field it is mapped to, or null. */
  field: z.string().nullable(),
  confidence: z.enum(['sure', 'likely', 'guess']).nullable(),
  filled: z.int(),
  samples: z.array(z.string()),
})

export const importAnalysis = z.object({
  id,
  fileName: z.string(),
  sizeBytes: z.int(),
  format: z.enum(['csv', 'xlsx', 'xls', 'e-invoice']),
  encoding: z.enum(FILE_ENCODINGS).nullable(),
  sheets: z.array(z.object({ name: z.string(), rows: z.int().nullable(), hidden: z.boolean() })),
  sheet: z.string(),
  headerRow: z.int(),
  headerRows: z.int(),
  columns: z.array(importColumn),
  /** The first data rows as read, for the page's table. */
  sample: z.array(z.object({ row: z.int(), cells: z.array(z.string()) })),
  rows: z.int(),
  mapping: importMapping,
  questions: z.array(importQuestion),
  savedMappings: z.array(z.object({ id, name: z.string(), mapping: importMapping })),
  /** The same bytes were imported before. */
  importedBefore: z.object({ id, at: instant }).nullable(),
})
export type ImportAnalysis = z.infer<typeof importAnalysis>

export const importTotals = z.object({
  /** Rows that will go in. */
  count: z.int(),
  amountFen: fen,
  /** Amounts of bad rows as far as they could be read. */
  badAmountFen: fen,
  duplicateAmountFen: fen,
  /** The file's own 合计/总计 (or the sum of its 小计), when it has one. */
  fileTotalFen: fen.nullable(),
  /**
   * amountFen + badAmountFen + amounts of duplicates = fileTotalFen; null when the file has no totals row.
   */
  agree: z.boolean().nullable(),
  checks: z.array(
    z.object({
      row: z.int(),
      label: z.string(),
      field: z.string(),
      statedFen: fen,
      computedFen: fen,
      agree: z.boolean(),
    }),
  ),
})
export type ImportTotals = z.infer<typeof importTotals>

export const importProblem = z.object({
  row: z.int(),
  column: z.string().nullable(),
  field: z.string().nullable(),
  code: z.string(),
  text: z.string(),
})
export type ImportProblem = z.infer<typeof importProblem>

export const importProposal = z.object({
  row: z.int(),
  text: z.string(),
  receivedOn: z.string(),
  amountFen: fen,
  /** 0–100. */
  confidence: z.int(),
  yearGuessed: z.boolean(),
})

export const importCounts = z.object({
  rows: z.int(),
  new: z.int(),
  changed: z.int(),
  same: z.int(),
  bad: z.int(),
  duplicate: z.int(),
  /** Deals without any date: imported, but in no as-of figure. */
  undated: z.int(),
  /** Banner, blank, totals and note rows that are not data. */
  skipped: z.int(),
})
export type ImportCounts = z.infer<typeof importCounts>

export const importPreview = z.object({
  id,
  totals: importTotals,
  counts: importCounts,
  questions: z.array(importQuestion),
  problems: z.array(importProblem),
  /** How many more problems there are than `problems` shows. */
  moreProblems: z.int(),
  skipped: z.array(z.object({ row: z.int(), reason: z.string(), text: z.string() })),
  proposals: z.array(importProposal),
  /** Names beside the phone of a customer: contacts once somebody says so. */
  phoneNames: z.array(z.object({ row: z.int(), customer: z.string(), name: z.string(), phone: z.string() })),
  /** Salespeople of the file who are not users yet; they become inactive users. */
  unknownPeople: z.array(z.string()),
  /** Customer names that may be one company written in several ways. */
  similar: z.array(z.array(z.string())),
  /** What a bank's list says went out, which is left out. */
  outgoing: z.object({ rows: z.int(), amountFen: fen }),
  /** Documents that stand in several rows and how those are read; `own`: their figures said so. */
  lines: z
    .object({ mode: z.enum(['lines', 'whole']), documents: z.int(), rows: z.int(), own: z.boolean() })
    .nullable(),
  /** What the first rows will become. */
  sample: z.array(z.record(z.string(), z.string())),
  can: z.object({ start: z.union([z.literal(true), z.string()]) }),
})
export type ImportPreview = z.infer<typeof importPreview>

export const IMPORT_STATES = [
  'analysed',
  'queued',
  'running',
  'done',
  'failed',
  'cancelled',
  'undone',
] as const

export const importBatch = z.object({
  id,
  fileName: z.string(),
  target: importTarget,
  state: z.enum(IMPORT_STATES),
  rowsTotal: z.int(),
  rowsDone: z.int(),
  counts: importCounts,
  totals: importTotals.nullable(),
  error: z.object({ code: z.string(), text: z.string() }).nullable(),
  hasErrorFile: z.boolean(),
  /** The check-up that followed, once it is written. */
  checkupId: id.nullable(),
  actor: z.object({ id, name: z.string() }).nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  undoneAt: instant.nullable(),
  version: z.int(),
  can: z.object({
    start: z.union([z.literal(true), z.string()]),
    cancel: z.union([z.literal(true), z.string()]),
    undo: z.union([z.literal(true), z.string()]),
  }),
})
export type ImportBatch = z.infer<typeof importBatch>

/** multipart/form-data with one part `file`; the answer is an `ImportAnalysis`. */
export const IMPORT_UPLOAD_PATH = '/api/imports'
export const uploadImport = route({
  id: 'uploadImport',
  method: 'POST',
  path: IMPORT_UPLOAD_PATH,
  permission: 'import.run',
  summary: 'Takes a spreadsheet (multipart part `file`), keeps it and says what it seems to hold',
  takesFile: true,
  reply: importAnalysis,
})

export const analyseImport = route({
  id: 'analyseImport',
  method: 'POST',
  path: '/api/imports/:id/analyse',
  permission: 'import.run',
  summary: 'Looks at the kept file again with another sheet, header row, encoding or target',
  params: z.object({ id }),
  body: z.object({
    target: importTarget.optional(),
    sheet: text.optional(),
    headerRow: z.int().min(1).max(1000).optional(),
    encoding: z.enum(FILE_ENCODINGS).optional(),
  }),
  reply: importAnalysis,
})

export const previewImport = route({
  id: 'previewImport',
  method: 'POST',
  path: '/api/imports/:id/preview',
  permission: 'import.run',
  summary: 'What this mapping would do: totals first, then new, changed, same, bad and duplicate rows',
  params: z.object({ id }),
  body: z.object({ mapping: importMapping }),
  reply: importPreview,
})

export const startImport = route({
  id: 'startImport',
  method: 'POST',
  path: '/api/imports/:id/start',
  permission: 'import.run',
  summary: 'Starts the import as a job, or resumes it after a failure or cancellation',
  params: z.object({ id }),
  body: z.object({ mapping: importMapping, saveAs: z.string().trim().min(1).max(60).optional() }),
  reply: importBatch,
})

export const cancelImport = route({
  id: 'cancelImport',
  method: 'POST',
  path: '/api/imports/:id/cancel',
  permission: 'import.run',
  summary: 'Stops after the running chunk; what went in stays until it is undone',
  params: z.object({ id }),
  body: z.object({}),
  reply: importBatch,
})

export const undoImport = route({
  id: 'undoImport',
  method: 'POST',
  path: '/api/imports/:id/undo',
  permission: 'import.run',
  summary: 'Takes back everything this import added, as if it had never been known',
  params: z.object({ id }),
  body: z.object({ version: z.int() }),
  reply: importBatch,
})

export const getImport = route({
  id: 'getImport',
  method: 'GET',
  path: '/api/imports/:id',
  permission: 'import.run',
  summary: 'State and progress of one import',
  params: z.object({ id }),
  reply: importBatch,
})

export const listImports = route({
  id: 'listImports',
  method: 'GET',
  path: '/api/imports',
  permission: 'import.run',
  summary: 'Imports of the organisation, newest first',
  query: z.object({
    page: z.coerce.number().int().min(1).default(1),
    pageSize: z.coerce.number().int().min(1).max(100).default(20),
  }),
  reply: z.object({ rows: z.array(importBatch), total: z.int() }),
})

export const downloadErrorFile = route({
  id: 'downloadErrorFile',
  method: 'GET',
  path: '/api/imports/:id/error-file',
  permission: 'import.run',
  summary:
    'The user’s own file with its bad rows, bad cells in red and a column 失败原因 (.csv for very many)',
  params: z.object({ id }),
  reply: z.unknown(),
})

export const downloadImportTemplate = route({
  id: 'downloadImportTemplate',
  method: 'GET',
  path: '/api/import-templates/:target',
  permission: 'import.run',
  summary: 'An empty .xlsx with the headers an import of this kind understands',
  params: z.object({ target: importTarget }),
  reply: z.unknown(),
})

export const listSavedMappings = route({
  id: 'listSavedMappings',
  method: 'GET',
  path: '/api/import-mappings',
  permission: 'import.run',
  summary: 'Saved mappings',
  reply: z.object({ rows: z.array(z.object({ id, name: z.string(), mapping: importMapping })) }),
})

export const removeSavedMapping = route({
  id: 'removeSavedMapping',
  method: 'DELETE',
  path: '/api/import-mappings/:id',
  permission: 'import.run',
  summary: 'Removes a saved mapping; imports made with it stay',
  params: z.object({ id }),
  reply: z.object({ id }),
})
