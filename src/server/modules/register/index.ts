export { createRegisterLoop } from './looker.ts'
export { registerMetrics } from './metrics.ts'
export { registerRoutes } from './routes.ts'
export { queueRefreshes, refreshDue } from './schedule.ts'
