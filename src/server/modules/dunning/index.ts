export { dunningDoor } from './door.ts'
export { recordDunning, takeBackSteps } from './record-step.ts'
export { dunningRoutes } from './routes.ts'
