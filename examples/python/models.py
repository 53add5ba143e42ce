"""Lists the models that a key can use: keymaster run --only openai -- python3 models.py"""

import json
import os
import sys
import urllib.error
import urllib.request

base = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
request = urllib.request.Request(
    base + "/models", headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
)
try:
    with urllib.request.urlopen(request, timeout=30) as answer:
        for model in json.load(answer)["data"]:
            print(model["id"])
except urllib.error.HTTPError as refused:
    sys.exit(f"the service answered {refused.code}")
