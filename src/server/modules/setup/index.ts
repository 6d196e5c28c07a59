export { createOrganisation } from './create-organisation.ts'
export { saveSetting } from './org-settings.ts'
export { setupRoutes } from './routes.ts'
export { setupToken } from './setup-token.ts'
