/** What the robot's settings page would hold; null when nobody made such a robot. */
export type SandboxAccount = { signSecret: string | null; keyword: string | null }

export type SandboxRequest = {
  method: string
  /** Path below the stand-in's own prefix: `/wecom/cgi-bin/webhook/send`. */
  path: string
  query: Readonly<Record<string, string | undefined>>
  headers: Readonly<Record<string, string | undefined>>
  body: string
}
