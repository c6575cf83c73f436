"""What pip-audit found, counted: of how many packages somebody could be asked, and which are vulnerable.

    pip-audit ... --format json | python .ci/audited.py

Where no database answers, pip-audit says that it knows of no vulnerability; here that is told apart. Fails for what is known alone.
"""

import json
import sys


def verdict(text: str) -> tuple[list[str], int]:
    """Lines to print, and the exit code: 1 for a known vulnerability, else 0."""
    try:
        packages = json.loads(text)["dependencies"]
    except (ValueError, KeyError):
        return ["not audited: pip-audit could not ask anybody"], 0
    asked = [each for each in packages if "skip_reason" not in each]
    found = [
        f"{each['name']} {each['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version'}"
        for each in asked
        for one in each["vulns"]
    ]
    told = f"audited: {len(asked)} of {len(packages)} packages, {len(found)} known vulnerabilities"
    return [told, *found], int(bool(found))


if __name__ == "__main__":
    lines, code = verdict(sys.stdin.read())
    print("\n".join(lines))
    sys.exit(code)
