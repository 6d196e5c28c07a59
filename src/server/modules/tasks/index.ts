export { takeTaskAct } from './act-on-task.ts'
export { taskDoor } from './door.ts'
export { tasksRoutes } from './routes.ts'
export { tendTasks } from './tend.ts'
