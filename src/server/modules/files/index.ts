export { keepFile } from './keep-file.ts'
export { fileContents, filesOf } from './read.ts'
export { filesRoutes } from './routes.ts'
