export { createOrganisation } from './create-organisation.ts'
export { setupRoutes } from './routes.ts'
export { setupToken } from './setup-token.ts'
