"""Peak memory of this process, in megabytes."""

import resource


def peak_megabytes():
    try:
        # unlike getrusage, it does not begin at what the parent held
        with open("/proc/self/status", encoding="utf-8") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576
