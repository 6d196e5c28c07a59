export const TABULAR_ERRORS = [
  'file_missing',
  'file_empty',
  'file_too_large',
  'not_a_spreadsheet',
  'encrypted',
  'damaged',
  'zip_bomb',
  'nul_byte',
  'bad_encoding',
  'unclosed_quote',
  'too_many_columns',
  'too_many_rows',
  'too_many_sheets',
  'cell_too_long',
  'too_complex',
  'sheet_missing',
  'ods_file',
  'old_workbook_timeout',
] as const
export type TabularErrorCode = (typeof TABULAR_ERRORS)[number]

/** Why a file cannot be read, with what the sentence shown to the user needs (text/import.ts). */
export class TabularError extends Error {
  readonly code: TabularErrorCode
  readonly detail: Record<string, string | number>

  constructor(code: TabularErrorCode, detail: Record<string, string | number> = {}) {
    super(`${code} ${JSON.stringify(detail)}`)
    this.name = 'TabularError'
    this.code = code
    this.detail = detail
  }
}
