/**
 * What a file may cost before it is refused. The figures are part of the user guide: a company's ledger is
 * far below
 * them, a file bomb is far above.
 */
export const TABULAR_LIMITS = {
  fileBytes: 200 * 1024 * 1024,
  workbookBytes: 60 * 1024 * 1024,
  /**
   * Sum of the unzipped sizes a workbook declares; yauzl refuses an entry that turns out larger than
   * declared.
   */
  unzippedBytes: 400 * 1024 * 1024,
  /** Real sheets shrink 5 to 30 times; above this ratio (and 64 MB unzipped) the file is a bomb. */
  unzipRatio: 150,
  zipEntries: 5_000,
  sharedStrings: 2_000_000,
  sharedStringChars: 128 * 1024 * 1024,
  styles: 70_000,
  mergedRanges: 200_000,
  sheets: 200,
  /** Rows of an .xlsx; a text file may have a million. */
  workbookRows: 200_000,
  textRows: 1_000_000,
  columns: 1_000,
  cellChars: 100_000,
  recordBytes: 1024 * 1024,
  oldWorkbookMegabytes: 512,
  /** Counted before they are read: a ledger that fills a whole .xls has 65,536 rows of thirty columns. */
  oldWorkbookCells: 2_000_000,
  oldWorkbookMs: 30_000,
} as const

export type TabularLimits = { [K in keyof typeof TABULAR_LIMITS]: number }
