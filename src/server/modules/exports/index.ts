export { passExport } from './pass-export.ts'
export { requestExport } from './request-export.ts'
export { exportsRoutes } from './routes.ts'
export { type Drawn, serveExport } from './serve-export.ts'
