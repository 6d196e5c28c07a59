export { meetingDoor } from './meeting-rows.ts'
export { meetingsRoutes } from './routes.ts'
export { callMeeting, closeMeeting, saveMinutes } from './save.ts'
