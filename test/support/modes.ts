/** The values of WORKFLOW_START under which a first attempt is made in two different ways. */
export const MODES = ['always', 'on-failure'] as const;

/** For a whole instance. */
export const inMode = (mode: (typeof MODES)[number]) => ({ env: { WORKFLOW_START: mode } });
