export { type ExportCell, exportColumns } from './export-columns.ts'
export { fieldNarrowing } from './narrow-fields.ts'
export { listsRoutes } from './routes.ts'
export { createView } from './save-view.ts'
