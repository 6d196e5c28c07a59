export { dunningDoor } from './door.ts'
export { recordDunning } from './record-step.ts'
export { dunningRoutes } from './routes.ts'
