export { createOrganisation } from './create-organisation.ts'
export { saveSetting, setupRoutes } from './routes.ts'
export { setupToken } from './setup-token.ts'
