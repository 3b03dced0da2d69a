"""Any picture to numbers: picture → ink → find → normalize → classify → decode.

Uses NumPy, OpenCV, Pillow and ONNX Runtime; never a training library.
"""

from digitwise.reading.geometry import Box
from digitwise.reading.result import Alternative, Digit, Line, Mark, Number, Reading, Rejected, readings_to_dict

__all__ = ["Alternative", "Box", "Digit", "Line", "Mark", "Number", "Reading", "Rejected", "readings_to_dict"]
