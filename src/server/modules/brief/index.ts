export { readMonth } from './read-month.ts'
export { briefRoutes } from './routes.ts'
export { findingsDue, tellFindings } from './week-findings.ts'
