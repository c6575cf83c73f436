"""What others than Peel read: Triton's description, KServe's, and a README for whoever gets only the folder."""

from __future__ import annotations

import json
from collections.abc import Sequence

from peel.text import printable
from peel.types.bundle import Card
from peel.types.output import Output

_TRITON = {"float32": "TYPE_FP32", "int64": "TYPE_INT64", "bool": "TYPE_BOOL"}
_SHOWN = 20


def triton(outputs: Sequence[Output], name: str = "peel") -> str:
    """config.pbtxt of Triton's model repository: the file takes batches of pictures of one size; `name` is its folder's.

    >>> from peel.types.stranger import Stranger
    >>> far = Stranger(tap=1, limit=1, share=0.95, auroc=0.9, found=0.5, n_classes=3)
    >>> triton([far.output]).splitlines()[7]
    '  { name: "distance", data_type: TYPE_FP32, dims: [ -1 ] }'
    """
    told = ",\n  ".join(_port(output) for output in outputs)
    return f"""name: "{name}"
backend: "onnxruntime"
max_batch_size: 0
input [
  {{ name: "image", data_type: TYPE_UINT8, dims: [ -1, -1, -1, 3 ] }}
]
output [
  {told}
]
"""


def _port(output: Output) -> str:
    sizes = ", ".join("-1" if isinstance(size, str) else str(size) for size in output.shape)
    return f'{{ name: "{output.name}", data_type: {_TRITON[output.dtype]}, dims: [ {sizes} ] }}'


def kserve(name: str, *, image: str, storage: str) -> str:
    """An InferenceService of KServe: `image` serves the bundle that KServe fetches from `storage`, a plain deployment.

    >>> kserve("pets", image="registry/peel:1", storage="s3://models/pets").splitlines()[1:4]
    ['kind: InferenceService', 'metadata:', '  name: "pets"']
    """
    return f"""apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: {json.dumps(name)}
  annotations:
    serving.kserve.io/deploymentMode: RawDeployment
spec:
  predictor:
    minReplicas: 1
    securityContext:
      runAsNonRoot: true
      runAsUser: 10001
      fsGroup: 10001
    containers:
      - name: kserve-container
        image: {json.dumps(image)}
        command: ["peel", "serve"]
        args: ["--bundle", "/mnt/models", "--host", "0.0.0.0", "--port", "8080"]
        workingDir: /state
        ports:
          - containerPort: 8080
            protocol: TCP
        env:
          # KServe fetches the bundle from here and puts it at /mnt/models.
          - name: STORAGE_URI
            value: {json.dumps(storage)}
          # A PostgreSQL database that all replicas share: answers, labels and keys.
          - name: PEEL_STORE_URL
            valueFrom:
              secretKeyRef:
                name: {json.dumps(name + "-peel")}
                key: store-url
        readinessProbe:
          httpGet:
            path: /readyz
            port: 8080
        livenessProbe:
          httpGet:
            path: /livez
            port: 8080
        securityContext:
          allowPrivilegeEscalation: false
          capabilities:
            drop: ["ALL"]
        resources:
          requests:
            cpu: "1"
            memory: 1Gi
        volumeMounts:
          - name: state
            mountPath: /state
    volumes:
      # Pictures that are kept, the keys that sign: all replicas share them.
      - name: state
        persistentVolumeClaim:
          claimName: {json.dumps(name + "-peel")}
"""


def readme(card: Card) -> str:
    """What the folder is, what the file takes and gives, how to ask it, and what it scored."""
    outputs = "\n".join(
        f"- `{o.name}` {o.dtype} ({', '.join(map(str, o.shape))}): {o.meaning}"
        for o in card.outputs
    )
    names = printable(", ".join(card.space.names[:_SHOWN]))
    more = len(card.space.names) - _SHOWN
    return f"""# A model made by Peel

`model.onnx` is the whole model: raw pixels in, answers out; nothing has to be resized or scaled before.
`bundle.json` says what it is, what it scored and what it was made from; `golden.npz` holds pictures with the answers
that it gave where it was proven.

- Kind: {card.kind}; names: {names}{f" and {more} more (bundle.json has all)" if more > 0 else ""}
- Verdict: {printable(card.verdict.words)}
- Network: {", ".join(branch.backbone for branch in card.branches)}, kept to depth {card.depth}
- Licences of its weights: {"; ".join(f"{one.get('licence')} ({one.get('what')})" for one in card.licences)}

## Input and outputs

- `image` uint8 (n, height, width, 3): RGB, any size, the pictures of one call of the same size
{outputs}

## With Peel

```shell
pip install peel-automl
peel predict picture.jpg --bundle .
```

Peel checks digests and golden batch before it answers.

## With ONNX Runtime alone

```python
import numpy as np
import onnxruntime
from PIL import Image

session = onnxruntime.InferenceSession("model.onnx")
pixels = np.asarray(Image.open("picture.jpg").convert("RGB"))
answers = session.run(None, {{"image": pixels[None]}})
```
"""
