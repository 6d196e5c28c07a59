export { complaintMetrics } from './metrics.ts'
export { passComplaints } from './pass-complaints.ts'
export { complaintsRoutes } from './routes.ts'
export { openComplaint, resolveComplaint } from './write-complaint.ts'
