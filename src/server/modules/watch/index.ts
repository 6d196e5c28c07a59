export { type Evaluated, evaluateOrg } from './evaluate.ts'
export { installPack } from './install-pack.ts'
export { watchRoutes } from './routes.ts'
export { tendAlerts } from './tend.ts'
