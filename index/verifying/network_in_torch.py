"""The verifier's network run by PyTorch: to export it, and where ONNX Runtime is missing."""

from typing import Any, Self

import numpy as np

from index.encoding.pooling import Ids
from index.verifying.runtime import Read
from index.verifying.weights import Weights, put_into


class TorchNetwork:
    """A network over the plain model with the weights of a file, loaded; any thread may ask."""

    def __init__(self, network: Any, tokenizer: Any, padding: int) -> None:
        self.network = network
        self.tokenizer = tokenizer
        self.padding = padding

    @classmethod
    def open(cls, weights: Weights) -> Self:
        """Load a network.

        Raises ModelError for weights of another one, and where the plain model is missing.
        """
        from tokenizers import Tokenizer

        from index.verifying.network import opened_network

        with opened_network() as (network, folder):
            put_into(network, weights)
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(network.eval(), tokenizer, network.padding)

    def read(self, ids: Ids, mask: Ids, types: Ids) -> Read:
        """Return what the network says of windows, (windows, pieces) each."""
        import torch

        torch.set_num_threads(1)
        with torch.inference_mode():
            verdicts, ends = self.network(
                input_ids=torch.from_numpy(ids),
                attention_mask=torch.from_numpy(mask),
                token_type_ids=torch.from_numpy(types),
            )
        return np.asarray(verdicts.numpy(), np.float32), np.asarray(ends.numpy(), np.float32)

    def positional(self) -> Any:
        """Return the network as what takes word pieces, mask and types in this order."""
        import torch

        network = self.network

        class Positional(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.network = network

            def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
                return self.network(
                    input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
                )

        return Positional()
