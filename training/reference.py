"""Make `bench/reference.onnx`: `python -m training.reference`.

One block of the encoder's size with nothing of the model in it: four products of 384 × 384, one of 384 × 1,536 and one back, the
activations scaled to int8 in front of each as the model's own are. All weights are one number, which costs what others would, so
that the file stays small.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.sizes import INNER, WIDTH

FILE = Path(__file__).parents[1] / "bench" / "reference.onnx"
WIDTHS = (WIDTH, WIDTH, WIDTH, WIDTH, WIDTH, INNER, WIDTH)


def product(number: int, rows: int, columns: int) -> list[onnx.NodeProto]:
    """One int8 product of the activations in `x{number}`, into `x{number + 1}`."""
    n = str(number)
    weight = numpy_helper.from_array(np.array([3], np.int8))
    return [
        helper.make_node("ConstantOfShape", ["shape" + n], ["weight" + n], value=weight),
        helper.make_node("DynamicQuantizeLinear", ["x" + n], ["small" + n, "scale" + n, "zero" + n]),
        helper.make_node("MatMulInteger", ["small" + n, "weight" + n, "zero" + n], ["sum" + n]),
        helper.make_node("Cast", ["sum" + n], ["float" + n], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["scale" + n, "unit"], ["both" + n]),
        helper.make_node("Mul", ["float" + n, "both" + n], ["x" + str(number + 1)]),
    ]


def main() -> None:
    nodes, constants = [], [numpy_helper.from_array(np.array(0.001, np.float32), "unit")]
    for number, (rows, columns) in enumerate(itertools.pairwise(WIDTHS)):
        constants.append(numpy_helper.from_array(np.array([rows, columns], np.int64), f"shape{number}"))
        nodes += product(number, rows, columns)
    graph = helper.make_graph(
        nodes,
        "reference",
        [helper.make_tensor_value_info("x0", TensorProto.FLOAT, ["words", WIDTH])],
        [helper.make_tensor_value_info(f"x{len(WIDTHS) - 1}", TensorProto.FLOAT, ["words", WIDTH])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    FILE.write_bytes(model.SerializeToString())


if __name__ == "__main__":
    main()
