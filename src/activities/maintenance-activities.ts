/** What `maintain` may call. */
export interface MaintenanceActivities {
  /** Makes partitions ahead, drops those past retention, and erases payloads past theirs. */
  maintainPartitions(): Promise<{ made: number; dropped: string[]; erasedPayloads: number }>;
}
