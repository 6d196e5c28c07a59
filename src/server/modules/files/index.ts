export { filesOf } from './read.ts'
export { filesRoutes } from './routes.ts'
