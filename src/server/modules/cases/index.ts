export { findCase } from './read-cases.ts'
export { casesRoutes } from './routes.ts'
export { writeCase } from './write-case.ts'
