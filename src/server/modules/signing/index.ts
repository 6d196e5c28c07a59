export { signingRoutes } from './routes.ts'
export { createSigningLoop } from './signer.ts'
