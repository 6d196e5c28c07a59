export { noteDoor } from './door.ts'
export { goodsRoutes } from './routes.ts'
