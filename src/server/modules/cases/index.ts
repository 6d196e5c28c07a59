export { casesRoutes } from './routes.ts'
export { writeCase } from './write-case.ts'
