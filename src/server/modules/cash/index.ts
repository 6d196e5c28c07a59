export { cashDue, drawDaily } from './keep-outlook.ts'
export { cashMetrics } from './metrics.ts'
export { recordBalance, recordOutflows } from './record-cash.ts'
export { cashRoutes } from './routes.ts'
