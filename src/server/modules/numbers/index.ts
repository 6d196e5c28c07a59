export { giveNumber } from './number-rules.ts'
export { numbersRoutes } from './routes.ts'
