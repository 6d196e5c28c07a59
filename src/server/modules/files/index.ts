export { keepFile } from './keep-file.ts'
export { filesOf } from './read.ts'
export { filesRoutes } from './routes.ts'
