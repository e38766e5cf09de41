import { jobSuite } from './job-suite.ts';

jobSuite();
