export { type Batch, getBatch } from './batches.ts'
export { type ImportReport, importFile } from './import-file.ts'
export { importsRoutes } from './routes.ts'
export { type RunDeps, runImport } from './run.ts'
